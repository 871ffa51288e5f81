internal import Blocking
internal import CLibgit2

/// What libgit2's callbacks of one conversation share.
///
/// They all run on the conversation's thread.
final class SmartContext {
    let connection: any SmartConnection
    let subject: String
    let isStateless: Bool
    let stop: StopSignal
    /// The first thing that went wrong inside a callback, of which libgit2 only carries a number.
    private(set) var failure: GitError?

    init(_ connection: any SmartConnection, subject: String, isStateless: Bool, stop: StopSignal) {
        self.connection = connection
        self.subject = subject
        self.isStateless = isStateless
        self.stop = stop
    }

    /// Valid as long as the context is kept alive.
    var callbacks: git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.transport = makeTransport
        callbacks.transfer_progress = reportProgress
        callbacks.sideband_progress = reportText
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        return callbacks
    }

    /// Runs a part of a callback; what it throws is kept, and libgit2 is told to give up.
    func attempt(_ body: () throws(GitError) -> Void) -> Int32 {
        do {
            try body()
            return 0
        } catch {
            if failure == nil { failure = error }
            return GIT_EUSER.rawValue
        }
    }

    fileprivate func checkStop() -> Int32 {
        attempt { () throws(GitError) in
            if let error = stopped(stop.reason, subject) { throw error }
        }
    }

    fileprivate static func from(_ pointer: UnsafeMutableRawPointer?) -> SmartContext? {
        pointer.map { Unmanaged<SmartContext>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func reportProgress(
    _ progress: UnsafePointer<git_indexer_progress>?,
    _ payload: UnsafeMutableRawPointer?,
) -> Int32 {
    SmartContext.from(payload)?.checkStop() ?? 0
}

private func reportText(_ text: UnsafePointer<CChar>?, _ length: Int32, _ payload: UnsafeMutableRawPointer?) -> Int32 {
    SmartContext.from(payload)?.checkStop() ?? 0
}

// MARK: The transport that libgit2 is given

private func makeTransport(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?,
    _ owner: OpaquePointer?,
    _ payload: UnsafeMutableRawPointer?,
) -> Int32 {
    guard let context = SmartContext.from(payload) else { return GIT_ERROR.rawValue }
    // libgit2 reads the definition within the call.
    var definition = git_smart_subtransport_definition(
        callback: makeSubtransport,
        rpc: context.isStateless ? 1 : 0,
        param: payload,
    )
    return git_transport_smart(out, owner, &definition)
}

/// What libgit2's subtransport points to.
private final class Subtransport {
    let context: SmartContext
    /// The stream in use, which libgit2 wants again for a connection that is kept.
    var stream: UnsafeMutablePointer<fettle_git_stream>?

    init(_ context: SmartContext) {
        self.context = context
    }
}

/// What libgit2's stream points to.
private final class OpenStream {
    let owner: Subtransport
    let stream: any SmartStream

    init(_ owner: Subtransport, _ stream: any SmartStream) {
        self.owner = owner
        self.stream = stream
    }
}

private func makeSubtransport(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>?,
    _ owner: UnsafeMutablePointer<git_transport>?,
    _ payload: UnsafeMutableRawPointer?,
) -> Int32 {
    guard let out, let context = SmartContext.from(payload) else { return GIT_ERROR.rawValue }
    let subtransport = UnsafeMutablePointer<fettle_git_subtransport>.allocate(capacity: 1)
    subtransport.initialize(
        to: fettle_git_subtransport(
            parent: git_smart_subtransport(action: beginAction, close: closeSubtransport, free: freeSubtransport),
            object: Unmanaged.passRetained(Subtransport(context)).toOpaque(),
        ),
    )
    out.pointee = UnsafeMutableRawPointer(subtransport).assumingMemoryBound(to: git_smart_subtransport.self)
    return 0
}

private func object(of pointer: UnsafeMutablePointer<git_smart_subtransport>?) -> Unmanaged<Subtransport>? {
    guard let pointer else { return nil }
    let whole = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: fettle_git_subtransport.self)
    return Unmanaged.fromOpaque(whole.pointee.object)
}

private func object(of pointer: UnsafeMutablePointer<git_smart_subtransport_stream>?) -> Unmanaged<OpenStream>? {
    guard let pointer else { return nil }
    let whole = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: fettle_git_stream.self)
    return Unmanaged.fromOpaque(whole.pointee.object)
}

private func beginAction(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
    _ pointer: UnsafeMutablePointer<git_smart_subtransport>?,
    _ url: UnsafePointer<CChar>?,
    _ service: git_smart_service_t,
) -> Int32 {
    guard let out, let subtransport = object(of: pointer)?.takeUnretainedValue() else { return GIT_ERROR.rawValue }
    let context = subtransport.context
    if !context.isStateless, let stream = subtransport.stream {
        out.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: git_smart_subtransport_stream.self)
        return 0
    }
    return context.attempt { () throws(GitError) in
        let question: SmartQuestion
        switch service {
        case GIT_SERVICE_UPLOADPACK_LS: question = .references
        case GIT_SERVICE_UPLOADPACK: question = .objects
        default: throw GitError(.other, context.subject, "fettle never pushes")
        }
        let open = OpenStream(subtransport, try context.connection.stream(for: question))
        let stream = UnsafeMutablePointer<fettle_git_stream>.allocate(capacity: 1)
        stream.initialize(
            to: fettle_git_stream(
                parent: git_smart_subtransport_stream(
                    subtransport: pointer,
                    read: readStream,
                    write: writeStream,
                    free: freeStream,
                ),
                object: Unmanaged.passRetained(open).toOpaque(),
            ),
        )
        subtransport.stream = stream
        out.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: git_smart_subtransport_stream.self)
    }
}

private func closeSubtransport(_ pointer: UnsafeMutablePointer<git_smart_subtransport>?) -> Int32 {
    0
}

private func freeSubtransport(_ pointer: UnsafeMutablePointer<git_smart_subtransport>?) {
    object(of: pointer)?.release()
    guard let pointer else { return }
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: fettle_git_subtransport.self).deallocate()
}

private func readStream(
    _ pointer: UnsafeMutablePointer<git_smart_subtransport_stream>?,
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: UnsafeMutablePointer<Int>?,
) -> Int32 {
    guard let open = object(of: pointer)?.takeUnretainedValue(), let count else { return GIT_ERROR.rawValue }
    return open.owner.context.attempt { () throws(GitError) in
        count.pointee = try open.stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
    }
}

private func writeStream(
    _ pointer: UnsafeMutablePointer<git_smart_subtransport_stream>?,
    _ bytes: UnsafePointer<CChar>?,
    _ count: Int,
) -> Int32 {
    guard let open = object(of: pointer)?.takeUnretainedValue() else { return GIT_ERROR.rawValue }
    return open.owner.context.attempt { () throws(GitError) in
        try open.stream.write(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}

private func freeStream(_ pointer: UnsafeMutablePointer<git_smart_subtransport_stream>?) {
    guard let pointer, let open = object(of: pointer) else { return }
    open.takeUnretainedValue().owner.stream = nil
    open.release()
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: fettle_git_stream.self).deallocate()
}
