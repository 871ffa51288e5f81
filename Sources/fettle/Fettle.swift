import Commands

@main
enum Fettle {
    static func main() async {
        await Entry.run()
    }
}
