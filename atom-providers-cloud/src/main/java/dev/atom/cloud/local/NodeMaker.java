package dev.atom.cloud.local;

import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes at most one node of each name, by looking and starting under one lock. */
final class NodeMaker {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final LocalSettings settings;
    private final ControlGroups groups;
    private final NodeLauncher launcher;
    private final StateDirectory state;
    private final Clock clock;
    private final Running running;

    /** The nodes there are. */
    interface Running {
        /** Looks. */
        List<ObservedNode> now() throws IOException;
    }

    NodeMaker(LocalSettings settings, ControlGroups groups, StateDirectory state, Clock clock, Running running) {
        this.settings = settings;
        this.groups = groups;
        this.launcher = new NodeLauncher(settings, groups);
        this.state = state;
        this.clock = clock;
        this.running = running;
    }

    /** What fails before the first process exists is a rejection; nothing else is. */
    CreateOutcome make(NodeSpec spec, Duration patience, Function<String, NodeRef> ref) {
        List<String> command = settings.images().getOrDefault(spec.image().value(), List.of());
        if (command.isEmpty() || !launcher.runs(command.get(0))) {
            return rejected(
                    Reason.Kind.INVALID,
                    "image " + spec.image() + " is not one of "
                            + settings.images().keySet() + ", or its program is not there: set image." + spec.image());
        }
        try {
            Optional<StateDirectory.Lock> lock = state.lock(patience);
            if (lock.isEmpty()) {
                return later(Reason.Kind.BUSY, "other nodes are being made on this machine");
            }
            CreateOutcome outcome = attempt(spec, ref);
            return released(lock.get(), outcome);
        } catch (IOException failed) {
            return later(Reason.Kind.BUSY, "the state directory cannot be locked: " + failed.getMessage());
        }
    }

    private CreateOutcome attempt(NodeSpec spec, Function<String, NodeRef> ref) {
        try {
            return makeAlone(spec, ref);
        } catch (IOException | UncheckedIOException failed) {
            return later(Reason.Kind.CAPACITY, "no process could be started: " + failed.getMessage());
        }
    }

    private static CreateOutcome released(StateDirectory.Lock lock, CreateOutcome outcome) {
        try {
            lock.close();
            return outcome;
        } catch (IOException failed) {
            return new CreateOutcome.Ambiguous(
                    new Reason(Reason.Kind.PROVIDER_ERROR, "the lock cannot be given back: " + failed.getMessage()));
        }
    }

    private CreateOutcome makeAlone(NodeSpec spec, Function<String, NodeRef> ref) throws IOException {
        List<ObservedNode> nodes = running.now();
        Optional<ObservedNode> same = nodes.stream()
                .filter(node -> node.tags()
                        .filter(tags -> tags.name().equals(spec.name()))
                        .isPresent())
                .findFirst();
        if (same.isPresent()) {
            return new CreateOutcome.Exists(same.get().ref());
        }
        Instant now = clock.instant();
        Duration left = Duration.between(now, spec.tags().deadline());
        if (left.isNegative() || left.isZero()) {
            return rejected(Reason.Kind.INVALID, "its deadline " + spec.tags().deadline() + " has passed");
        }
        String tenant = settings.multiTenant()
                ? spec.tags().tenant().toString()
                : state.tenant(spec.tags().tenant());
        if (!tenant.equals(spec.tags().tenant().toString())) {
            return rejected(
                    Reason.Kind.NOT_ISOLATED,
                    "processes of one machine are not kept apart, and another tenant has this one: use another provider, or"
                            + " let the operator set multi_tenant=true");
        }
        state.prune(nodes.stream().map(ObservedNode::name).collect(Collectors.toSet()));
        groups.prune(nodes.stream().map(node -> node.ref().externalId()).collect(Collectors.toSet()));
        String node = UUID.randomUUID().toString();
        CreateOutcome created = new CreateOutcome.Created(ref.apply(node));
        launcher.start(spec, node, state.node(spec.name().toString()), left, now);
        return created;
    }

    private static CreateOutcome rejected(Reason.Kind kind, String detail) {
        return new CreateOutcome.Rejected(new Reason(kind, detail), Optional.empty());
    }

    private static CreateOutcome later(Reason.Kind kind, String detail) {
        return new CreateOutcome.Rejected(new Reason(kind, detail), Optional.of(SOON));
    }
}
