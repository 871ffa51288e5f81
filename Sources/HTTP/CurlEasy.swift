internal import CLibcurl

/// An easy handle: one transfer's options and state.
struct CurlEasy: ~Copyable {
    let handle: UnsafeMutableRawPointer
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    // libcurl reads the lists of texts for as long as the handle lives.
    private var lists: [CURLoption.RawValue: UnsafeMutablePointer<curl_slist>] = [:]

    init() {
        Curl.ready
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl is out of memory") }
        self.handle = handle
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = fettle_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words)
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists.values { curl_slist_free_all(list) }
        words.deallocate()
    }

    /// The library's words for what went wrong, naming hosts and numbers; empty when it has none.
    var message: String { String(cString: words) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlCode) {
        try check(fettle_curl_set_number(handle, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlCode) {
        try check(fettle_curl_set_text(handle, option, value))
    }

    func set(_ option: CURLoption, milliseconds value: Duration) throws(CurlCode) {
        let (seconds, attoseconds) = value.components
        // 0 means libcurl's own default, so the shortest time is one millisecond.
        try set(option, max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)))
    }

    func set(_ option: CURLoption, size value: Int) throws(CurlCode) {
        try check(fettle_curl_set_size(handle, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) throws(CurlCode) {
        try check(fettle_curl_set_pointer(handle, option, value))
    }

    func set(_ option: CURLoption, bytes value: [UInt8]) throws(CurlCode) {
        let handle = handle
        try check(value.withUnsafeBytes { fettle_curl_set_bytes(handle, option, $0.baseAddress, $0.count) })
    }

    /// Takes an option back to what stands for "none" in libcurl.
    func clear(_ option: CURLoption) throws(CurlCode) {
        try check(fettle_curl_set_text(handle, option, nil))
    }

    mutating func set(_ option: CURLoption, texts: [String]) throws(CurlCode) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            guard let longer = curl_slist_append(list, text) else {
                curl_slist_free_all(list)
                throw CurlCode(CURLE_OUT_OF_MEMORY)
            }
            list = longer
        }
        let old = lists.removeValue(forKey: option.rawValue)
        lists[option.rawValue] = list
        try check(fettle_curl_set_list(handle, option, list))
        curl_slist_free_all(old)
    }

    func set(_ option: CURLoption, receive value: @escaping fettle_curl_receive) throws(CurlCode) {
        try check(fettle_curl_set_receive(handle, option, value))
    }

    /// Sets what is called whenever a connection is ready and the request is about to go out on it.
    func onPrerequest(_ value: @escaping curl_prereq_callback) throws(CurlCode) {
        try check(fettle_curl_set_prerequest(handle, value))
    }

    /// Sets what makes the transfer's sockets, and what closes them, which may be long after the transfer.
    func onSocket(
        open: @escaping fettle_curl_open_socket,
        close: @escaping fettle_curl_close_socket,
    ) throws(CurlCode) {
        try check(fettle_curl_set_open_socket(handle, open))
        try check(fettle_curl_set_close_socket(handle, close))
    }

    /// A number that libcurl knows about the transfer; 0 when it does not.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return fettle_curl_get_number(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// As `number(_:)`, for sizes and microseconds.
    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return fettle_curl_get_size(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// A text that libcurl knows about the transfer.
    func text(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard fettle_curl_get_text(handle, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    private func check(_ code: CURLcode) throws(CurlCode) {
        guard code == CURLE_OK else { throw CurlCode(code) }
    }
}
