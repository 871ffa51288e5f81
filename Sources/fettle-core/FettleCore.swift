import Commands

@main
enum FettleCore {
    static func main() async {
        await Entry.run()
    }
}
