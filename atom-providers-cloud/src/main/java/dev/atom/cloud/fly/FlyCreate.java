package dev.atom.cloud.fly;

import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a machine, and its app before it if there is none. The machine's name makes the second of two creates fail. */
final class FlyCreate {
    private static final int MEMORY_STEP = 256;

    private final FlySettings settings;
    private final FlyRows rows;
    private final FlyTrust trust;
    private final Clock clock;

    FlyCreate(FlySettings settings, FlyRows rows, FlyTrust trust, Clock clock) {
        this.settings = settings;
        this.rows = rows;
        this.trust = trust;
        this.clock = clock;
    }

    CreateOutcome create(NodeSpec spec, FlyCalls calls) {
        if (!settings.app(spec.tags().tenant()).equals(spec.scope())) {
            return new CreateOutcome.Rejected(
                    new Reason(Reason.Kind.OUT_OF_SIGHT, "the app " + spec.scope() + " is not the tenant's own"),
                    Optional.empty());
        }
        if (!spec.tags().deadline().isAfter(clock.instant())) {
            return new CreateOutcome.Rejected(
                    new Reason(
                            Reason.Kind.INVALID, "its deadline " + spec.tags().deadline() + " has passed"),
                    Optional.empty());
        }
        try {
            FlyReply reply = calls.createMachine(spec.scope(), body(spec));
            return reply.status() == 404 ? createWithApp(spec, calls) : outcome(spec, reply, calls);
        } catch (FlyFailure failed) {
            return unanswered(failed);
        }
    }

    private CreateOutcome createWithApp(NodeSpec spec, FlyCalls calls) throws FlyFailure {
        boolean taken;
        try {
            FlyReply app = calls.createApp(spec.scope());
            taken = FlyErrors.nameTaken(app);
            if (!app.succeeded() && !taken) {
                return rejected(FlyErrors.reason(app));
            }
        } catch (FlyFailure failed) {
            // An app is no node: whether it was made will be seen at the next try.
            return rejected(failed.reason(), failed.retryAfter());
        }
        FlyReply reply = calls.createMachine(spec.scope(), body(spec));
        if (reply.status() != 404) {
            return outcome(spec, reply, calls);
        }
        return taken
                ? takenBySomebody(spec.scope(), calls)
                : rejected(new Reason(Reason.Kind.BUSY, "the app " + spec.scope() + " was made and is not there yet"));
    }

    /** By another create for the same tenant just now, or by the app that was just removed, unless a stranger's is to be seen. */
    private CreateOutcome takenBySomebody(String app, FlyCalls calls) {
        boolean foreign;
        try {
            FlyReply shown = calls.app(app);
            foreign = shown.succeeded() && !settings.owns(shown.body());
        } catch (FlyFailure failed) {
            return rejected(failed.reason(), failed.retryAfter());
        }
        return foreign
                ? rejected(new Reason(
                        Reason.Kind.NAME_TAKEN,
                        "the app name " + app + " belongs to another organisation: use another prefix"))
                : rejected(new Reason(
                        Reason.Kind.BUSY,
                        "the app name " + app + " is taken and the app is not to be seen yet: if that lasts, another"
                                + " organisation has it, and another prefix is needed"));
    }

    private CreateOutcome outcome(NodeSpec spec, FlyReply reply, FlyCalls calls) {
        if (reply.succeeded()) {
            trust.saw(spec.scope());
            return rows.read(spec.scope(), reply.body())
                    .<CreateOutcome>map(node -> new CreateOutcome.Created(node.ref()))
                    .orElseGet(() -> new CreateOutcome.Ambiguous(new Reason(
                            Reason.Kind.PROVIDER_ERROR, "Fly said that the machine was made, and not which")));
        }
        Optional<String> there = FlyErrors.nameConflict(reply);
        if (there.isPresent()) {
            return adopted(spec, there.get(), calls);
        }
        Reason reason = FlyErrors.reason(reply);
        return FlyErrors.certain(reply) ? rejected(reason) : new CreateOutcome.Ambiguous(reason);
    }

    /** The name is taken: by this claim's own machine if its tags say so, and by nobody we may adopt otherwise. */
    private CreateOutcome adopted(NodeSpec spec, String id, FlyCalls calls) {
        try {
            FlyReply reply = calls.machine(spec.scope(), id);
            if (reply.status() == 404 || (reply.succeeded() && FlyRows.gone(reply.body()))) {
                return rejected(new Reason(Reason.Kind.BUSY, "machine " + id + " has the name and is just going"));
            }
            Optional<ObservedNode> node = rows.read(spec.scope(), reply.body());
            if (!reply.succeeded() || node.isEmpty() || node.get().tags().isEmpty()) {
                return new CreateOutcome.Ambiguous(new Reason(
                        Reason.Kind.PROVIDER_ERROR, "machine " + id + " has the name and does not show its tags"));
            }
            return node.get()
                            .tags()
                            .filter(tags -> tags.name().equals(spec.name()))
                            .isPresent()
                    ? new CreateOutcome.Exists(node.get().ref())
                    : rejected(new Reason(Reason.Kind.NAME_TAKEN, "machine " + id + " has the name and other tags"));
        } catch (FlyFailure failed) {
            return new CreateOutcome.Ambiguous(failed.reason());
        }
    }

    /** The tags are metadata for whoever lists, and environment for whoever runs: it may end itself at its deadline. */
    private Map<String, Object> body(NodeSpec spec) {
        Map<String, String> env = new HashMap<>(spec.env());
        spec.tags().toMap().forEach((key, value) -> env.put(key.toUpperCase(Locale.ROOT), value));
        int memory = (spec.resources().memoryMb() + MEMORY_STEP - 1) / MEMORY_STEP * MEMORY_STEP;
        Map<String, Object> config = Map.of(
                "image",
                spec.image().value(),
                "env",
                env,
                "guest",
                Map.of("cpu_kind", settings.cpuKind(), "cpus", spec.resources().cpus(), "memory_mb", memory),
                "metadata",
                spec.tags().toMap(),
                "auto_destroy",
                true,
                "restart",
                Map.of("policy", "no"));
        Map<String, Object> body = new HashMap<>(Map.of("name", spec.name().toString(), "config", config));
        settings.region().ifPresent(region -> body.put("region", region));
        return body;
    }

    private static CreateOutcome unanswered(FlyFailure failed) {
        return failed.sent()
                ? new CreateOutcome.Ambiguous(failed.reason())
                : rejected(failed.reason(), failed.retryAfter());
    }

    private static CreateOutcome rejected(Reason reason) {
        return rejected(reason, Optional.empty());
    }

    private static CreateOutcome rejected(Reason reason, Optional<Duration> retryAfter) {
        return new CreateOutcome.Rejected(reason, retryAfter.or(() -> FlyErrors.retryAfter(reason)));
    }
}
