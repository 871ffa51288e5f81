import os
import sys

# Without the site module nothing of the virtual environment but these files is on the path.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cli

cli.main(sys.argv[1:])
