internal import Blocking
internal import CGPGME
internal import Glibc

/// Waits for the pipes of one gpgme operation.
///
/// gpgme's own loop looks for a request to stop only when gpg says something, so a gpg that hangs could not be left.
final class GPGEventLoop {
    /// How long a request to stop may go unseen, in milliseconds.
    private static let interval: Int32 = 50

    /// A pipe and what gpgme wants called when it is ready.
    fileprivate final class Watch {
        let descriptor: CInt
        let isForReading: Bool
        let callback: gpgme_io_cb_t
        let argument: UnsafeMutableRawPointer?
        unowned let loop: GPGEventLoop

        init(
            _ descriptor: CInt,
            isForReading: Bool,
            _ callback: @escaping gpgme_io_cb_t,
            _ argument: UnsafeMutableRawPointer?,
            _ loop: GPGEventLoop
        ) {
            self.descriptor = descriptor
            self.isForReading = isForReading
            self.callback = callback
            self.argument = argument
            self.loop = loop
        }
    }

    fileprivate var watches: [Watch] = []
    /// The end of the operation, once it has come.
    fileprivate var outcome: gpgme_error_t?

    /// Makes a context report its pipes here.
    ///
    /// The loop must outlive the context's operations.
    func attach(to context: gpgme_ctx_t) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        var callbacks = gpgme_io_cbs(
            add: addWatch,
            add_priv: this,
            remove: removeWatch,
            event: noteEvent,
            event_priv: this
        )
        gpgme_set_io_cbs(context, &callbacks)
    }

    /// Serves the operation that `context` has begun until it ends, and returns gpgme's verdict.
    ///
    /// - Throws: `CancellationError` when `flag` is set before; the operation is given up then.
    func run(_ context: gpgme_ctx_t, until flag: CancellationFlag) throws -> gpgme_error_t {
        while true {
            if let outcome { return outcome }
            guard !flag.isSet else {
                // Its verdict is that it was cancelled.
                _ = gpgme_cancel(context)
                throw CancellationError()
            }
            serveOnce()
        }
    }

    private func serveOnce() {
        let current = watches
        var polls = current.map { watch in
            pollfd(fd: watch.descriptor, events: Int16(watch.isForReading ? POLLIN : POLLOUT), revents: 0)
        }
        // An interrupted wait is one that was too short.
        guard poll(&polls, nfds_t(polls.count), Self.interval) > 0 else { return }
        for (watch, result) in zip(current, polls) where result.revents != 0 {
            // One call may end another's watch.
            guard watches.contains(where: { $0 === watch }) else { continue }
            let error = watch.callback(watch.argument, watch.descriptor)
            // gpgme reports a failure as the end of the operation too, but not every one.
            if gpgme_err_code(error) != GPG_ERR_NO_ERROR, outcome == nil { outcome = error }
        }
    }
}

private func addWatch(
    _ loop: UnsafeMutableRawPointer?,
    _ descriptor: CInt,
    _ direction: CInt,
    _ callback: gpgme_io_cb_t?,
    _ argument: UnsafeMutableRawPointer?,
    _ tag: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
) -> gpgme_error_t {
    guard let loop, let callback, let tag else { return gpgme_error_t(GPG_ERR_INV_ARG.rawValue) }
    let this = Unmanaged<GPGEventLoop>.fromOpaque(loop).takeUnretainedValue()
    let watch = GPGEventLoop.Watch(descriptor, isForReading: direction == 1, callback, argument, this)
    this.watches.append(watch)
    tag.pointee = Unmanaged.passUnretained(watch).toOpaque()
    return 0
}

private func removeWatch(_ tag: UnsafeMutableRawPointer?) {
    guard let tag else { return }
    let watch = Unmanaged<GPGEventLoop.Watch>.fromOpaque(tag).takeUnretainedValue()
    watch.loop.watches.removeAll { $0 === watch }
}

private func noteEvent(_ loop: UnsafeMutableRawPointer?, _ event: gpgme_event_io_t, _ data: UnsafeMutableRawPointer?) {
    guard event == GPGME_EVENT_DONE, let loop, let data else { return }
    let done = data.load(as: gpgme_io_event_done_data.self)
    let failed = gpgme_err_code(done.err) != GPG_ERR_NO_ERROR
    Unmanaged<GPGEventLoop>.fromOpaque(loop).takeUnretainedValue().outcome = failed ? done.err : done.op_err
}
