package import YAML

extension Chart {
    /// The values that count when nothing is given: its own, with those of the charts in it below their keys.
    package var defaults: Value {
        var result = values
        for subchart in subcharts {
            guard let chart = subchart.chart else { continue }
            // What the chart around it says of it wins.
            result[subchart.alias] = chart.defaults.overlaid(with: result[subchart.alias] ?? [:])
        }
        return result
    }
}

extension Value {
    /// This with `high` on top, as helm puts values together: objects key by key, and a null drops a key.
    package func overlaid(with high: Value) -> Value {
        guard var fields = object, let others = high.object else { return high }
        for (key, value) in others {
            if value == .null {
                fields[key] = nil
            } else {
                fields[key] = fields[key].map { $0.overlaid(with: value) } ?? value
            }
        }
        return .object(fields)
    }
}
