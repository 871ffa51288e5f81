package import Manifests
internal import Synchronization

/// What is known of the objects that fettle applied to one cluster: as they were when they were found to be right, and as
/// they were seen last.
///
/// Of each object some dozen bytes are kept, never the object.
package final class ClusterState: Sendable {
    /// How an object stands to what is wanted, as far as that is known without asking the cluster.
    package enum Standing: Hashable, Sendable {
        /// Nothing may be concluded.
        case unknown
        /// It is as it was when it was found to be what is wanted.
        case asWanted(uid: String)
        /// It is as it was when it was found to be what was wanted then; `version` is its resource version.
        case asWantedBefore(uid: String, version: String)
        /// It is as it was when it was found to be otherwise, and was left so.
        case left
    }

    /// An object as it was seen last.
    private struct Sighting {
        /// Empty when it says nothing.
        var version: String
        /// Nil when it was not there, or without our label.
        let state: OwnedState?
        let uid: String
    }

    /// What a run found, or made, of an object.
    private struct Verdict {
        let state: OwnedState
        /// The digest of what was wanted; nil for drift that is left as it is.
        let wanted: String?
        /// How much of what was wanted was compared, or applied.
        let extent: Extent
        /// What counts in an object that another tool applied; nil for what fettle owns.
        let fields: FieldSet?
    }

    private struct Record {
        var seen: Sighting?
        var verdict: Verdict?

        var isChanged: Bool {
            guard let verdict, let seen else { return false }
            return seen.state != verdict.state
        }
    }

    private struct Contents {
        var records: [ObjectReference: Record] = [:]
        /// Who follows each kind, and whether every change of it is seen as it happens.
        var followers: [GroupVersionKind: (id: Int, isCurrent: Bool)] = [:]
        var followerCount = 0
        var listener: (@Sendable () -> Void)?
        /// Who wants to know of every event of some objects.
        var observers: [Int: Observer] = [:]
        var observerCount = 0

        func knows(_ follower: Follower) -> Bool { followers[follower.kind]?.id == follower.id }

        /// Whether every change of an object is seen as it happens.
        func isFollowed(_ reference: ObjectReference) -> Bool {
            followers.contains { kind, follower in
                follower.isCurrent && kind.group == reference.group && kind.kind == reference.kind
            }
        }

        /// Has whatever is seen of a kind from now on count, as versions of before may be of another time.
        mutating func forgetVersions(of kind: GroupVersionKind) {
            for reference in records.keys where reference.group == kind.group && reference.kind == kind.kind {
                records[reference]?.seen?.version = ""
            }
        }
    }

    /// Who follows a kind: only what the last one sees is taken.
    struct Follower: Sendable {
        let kind: GroupVersionKind
        fileprivate let id: Int
    }

    private struct Observer {
        let references: Set<ObjectReference>
        let events: AsyncStream<ObjectReference>.Continuation
    }

    private let contents = Mutex(Contents())

    package init() {}

    /// Has `listener` called when an object is no longer as it was found to be.
    package func listen(_ listener: @escaping @Sendable () -> Void) {
        contents.withLock { $0.listener = listener }
    }

    /// Tells of each event of some objects, status included, until the stream is no longer read.
    package func events(of references: Set<ObjectReference>) -> AsyncStream<ObjectReference> {
        let (stream, continuation) = AsyncStream.makeStream(of: ObjectReference.self)
        let id = contents.withLock { contents in
            contents.observerCount += 1
            contents.observers[contents.observerCount] = Observer(references: references, events: continuation)
            return contents.observerCount
        }
        continuation.onTermination = { [weak self] _ in
            self?.contents.withLock { $0.observers[id] = nil }
        }
        return stream
    }

    // MARK: What runs find

    /// Notes that a live object is what is wanted.
    ///
    /// - Parameters:
    ///   - live: the object as it is.
    ///   - digest: of what is wanted.
    ///   - extent: how much of it was compared, or applied.
    ///   - fields: what counts in an object that another tool applied.
    package func confirm(
        _ live: LiveObject,
        wanted digest: String,
        _ extent: Extent = .whole,
        fields: FieldSet? = nil,
    ) {
        note(live, wanted: digest, extent, fields)
    }

    /// Notes that a live object is not what is wanted, and is left so.
    ///
    /// - Parameters:
    ///   - live: the object as it is.
    ///   - fields: as for `confirm`.
    package func leave(_ live: LiveObject, fields: FieldSet? = nil) {
        note(live, wanted: nil, .whole, fields)
    }

    private func note(_ live: LiveObject, wanted: String?, _ extent: Extent, _ fields: FieldSet?) {
        let state = OwnedState(live, of: fields)
        update { contents in
            var record = contents.records[live.reference] ?? Record()
            record.verdict = Verdict(state: state, wanted: wanted, extent: extent, fields: fields)
            // Of the same version, too: other fields may count by now.
            if record.seen.map({ !ResourceVersion.isNewer($0.version, than: live.resourceVersion) }) ?? true {
                record.seen = Sighting(version: live.resourceVersion, state: state, uid: live.uid)
            }
            contents.records[live.reference] = record
            // Somebody changed it while it was being looked at.
            return record.isChanged
        }
    }

    /// Forgets what was found of an object that is not wanted any more.
    package func forget(_ reference: ObjectReference) {
        contents.withLock { $0.records[reference]?.verdict = nil }
    }

    /// How an object stands to what is wanted.
    ///
    /// - Parameters:
    ///   - wanted: the object.
    ///   - digest: its digest.
    /// - Returns: what may be concluded.
    package func standing(of wanted: Manifest, digest: String) -> Standing {
        contents.withLock { contents in
            guard contents.followers[wanted.kind]?.isCurrent == true, let record = contents.records[wanted.reference],
                let seen = record.seen, let verdict = record.verdict, seen.state == verdict.state
            else { return .unknown }
            guard let before = verdict.wanted else { return .left }
            switch verdict.extent {
            // Nothing tells when an autoscaler goes, and its workload wants its replicas back.
            case .withoutReplicas: return .unknown
            case _ where before == digest: return .asWanted(uid: seen.uid)
            case .whole: return .asWantedBefore(uid: seen.uid, version: seen.version)
            case .withoutIgnored: return .unknown
            }
        }
    }

    /// Whether an object is as it was when it was found to be what has this digest, and every change of it is seen.
    package func isAsWanted(_ reference: ObjectReference, digest: String) -> Bool {
        contents.withLock { contents in
            guard contents.isFollowed(reference), let record = contents.records[reference],
                let verdict = record.verdict
            else { return false }
            return record.seen?.state == verdict.state && verdict.wanted == digest
        }
    }

    /// Whether an object with the labels that are watched is still this version of it, and every change of it is seen.
    package func isStill(_ reference: ObjectReference, version: String) -> Bool {
        contents.withLock { contents in
            guard contents.isFollowed(reference), let seen = contents.records[reference]?.seen else { return false }
            return seen.state != nil && seen.version == version
        }
    }

    /// The objects that are no longer as they were found to be.
    package var changed: Set<ObjectReference> {
        contents.withLock { Set($0.records.filter { $0.value.isChanged }.keys) }
    }

    // MARK: What is seen

    /// Takes the objects of one kind as they all are, whatever was seen before.
    func replace(with snapshot: Snapshot, of kind: GroupVersionKind) {
        contents.withLock { $0.forgetVersions(of: kind) }
        see(snapshot, of: kind)
    }

    /// Has the list that a follower asks for next count, whatever was seen before.
    func forgetVersions(by follower: Follower) {
        contents.withLock { contents in
            if contents.knows(follower) { contents.forgetVersions(of: follower.kind) }
        }
    }

    /// Takes the objects of one kind as a follower finds them all, where nothing later is known.
    func see(_ snapshot: Snapshot, of kind: GroupVersionKind, by follower: Follower) {
        guard contents.withLock({ $0.knows(follower) }) else { return }
        see(snapshot, of: kind)
    }

    private func see(_ snapshot: Snapshot, of kind: GroupVersionKind) {
        let names = Set(snapshot.objects.map(\.reference))
        update { contents in
            var isNews = false
            for live in snapshot.objects
            where Self.take(Self.sighting(of: live, in: contents), of: live.reference, in: &contents) {
                isNews = true
            }
            for (reference, record) in contents.records
            where reference.group == kind.group && reference.kind == kind.kind && !names.contains(reference) {
                guard record.seen?.state != nil else { continue }
                let sighting = Sighting(version: snapshot.version, state: nil, uid: "")
                if Self.take(sighting, of: reference, in: &contents) { isNews = true }
            }
            return isNews
        }
    }

    /// Takes one event.
    ///
    /// - Returns: whether it was taken; false when another one follows the kind by now, or nobody.
    func see(_ event: WatchEvent, by follower: Follower) -> Bool {
        switch event {
        case .begun:
            follow(follower, true)
        case .changed(let live):
            see(live.reference, by: follower) { Self.sighting(of: live, in: $0) }
        case .gone(let live):
            see(live.reference, by: follower) { _ in
                Sighting(version: live.resourceVersion, state: nil, uid: live.uid)
            }
        case .progress:
            contents.withLock { $0.knows(follower) }
        }
    }

    private static func sighting(of live: LiveObject, in contents: Contents) -> Sighting {
        let fields = contents.records[live.reference]?.verdict?.fields
        return Sighting(version: live.resourceVersion, state: OwnedState(live, of: fields), uid: live.uid)
    }

    private func see(
        _ reference: ObjectReference,
        by follower: Follower,
        _ sighting: (Contents) -> Sighting,
    ) -> Bool {
        var isTaken = false
        update { contents in
            guard contents.knows(follower) else { return false }
            isTaken = true
            let sighting = sighting(contents)
            for observer in contents.observers.values where observer.references.contains(reference) {
                observer.events.yield(reference)
            }
            return Self.take(sighting, of: reference, in: &contents)
        }
        return isTaken
    }

    /// Whoever follows a kind from a list on that was just taken; what others see of it is no longer taken.
    func newFollower(of kind: GroupVersionKind) -> Follower {
        contents.withLock { contents in
            contents.followerCount += 1
            contents.followers[kind] = (contents.followerCount, true)
            return Follower(kind: kind, id: contents.followerCount)
        }
    }

    /// Notes whether a follower sees every change as it happens.
    ///
    /// - Returns: whether it is the one that counts.
    @discardableResult
    func follow(_ follower: Follower, _ isCurrent: Bool) -> Bool {
        contents.withLock { contents in
            guard contents.knows(follower) else { return false }
            contents.followers[follower.kind]?.isCurrent = isCurrent
            return true
        }
    }

    /// Notes that nobody follows a kind any more.
    func unfollow(_ kind: GroupVersionKind) {
        contents.withLock { $0.followers[kind] = nil }
    }

    private func update(_ change: (inout Contents) -> Bool) {
        let listener = contents.withLock { change(&$0) ? $0.listener : nil }
        listener?()
    }

    /// Whether the object is now otherwise than it was found to be, and was not seen so before.
    private static func take(_ sighting: Sighting, of reference: ObjectReference, in contents: inout Contents) -> Bool {
        var record = contents.records[reference] ?? Record()
        if let seen = record.seen, !ResourceVersion.isNewer(sighting.version, than: seen.version) { return false }
        let before = record.seen?.state
        // What nobody looks after and is not there needs no record.
        if sighting.state == nil, record.verdict == nil {
            contents.records[reference] = nil
            return false
        }
        record.seen = sighting
        contents.records[reference] = record
        return record.isChanged && sighting.state != before
    }
}
