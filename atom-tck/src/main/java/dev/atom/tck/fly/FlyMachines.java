package dev.atom.tck.fly;

import dev.atom.tck.CannedReply;
import dev.atom.tck.CapturedRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What can be done with single machines. Called with the state's monitor held. */
final class FlyMachines {
    private static final Set<String> RESTING = Set.of("stopped", "suspended", "failed", "created");

    private final FlyState state;
    private final FlyFaults faults;
    private final Clock clock;

    FlyMachines(FlyState state, FlyFaults faults, Clock clock) {
        this.state = state;
        this.faults = faults;
        this.clock = clock;
    }

    @SuppressWarnings("unchecked") // FlyJson makes objects with text keys
    CannedReply create(String app, CapturedRequest request) {
        if (faults.strikes(FlyFault.CREATE_DROPPED)) {
            return FlyReplies.lost();
        }
        if (!state.apps.containsKey(app)) {
            return FlyReplies.noApp();
        }
        Map<String, Object> body;
        try {
            body = FlyJson.read(request.text());
        } catch (IllegalArgumentException unreadable) {
            return FlyReplies.error(400, "invalid JSON");
        }
        if (!(body.get("config") instanceof Map<?, ?> config) || !(config.get("image") instanceof String)) {
            return FlyReplies.error(422, "invalid config.image: required");
        }
        String name = String.valueOf(body.getOrDefault("name", ""));
        Optional<FlyMachineState> taken = state.named(app, name);
        if (taken.isPresent()) {
            return FlyReplies.error(
                    409,
                    "already_exists: unique machine name violation, machine ID " + taken.get().id
                            + " already exists with name \"" + name + "\"");
        }
        return create(app, name, String.valueOf(body.getOrDefault("region", "ams")), (Map<String, Object>) config);
    }

    private CannedReply create(String app, String name, String region, Map<String, Object> config) {
        if (faults.strikes(FlyFault.CREATE_FAILED)) {
            return FlyReplies.error(500, "internal error");
        }
        if (faults.strikes(FlyFault.NO_CAPACITY)) {
            return FlyReplies.ok(
                    409,
                    Map.of(
                            "error",
                            "aborted: could not reserve resource for machine: insufficient memory available",
                            "status",
                            "insufficient_capacity"));
        }
        if (faults.strikes(FlyFault.OVER_QUOTA)) {
            return FlyReplies.error(403, "organization is over the allowed quota for machine memory in this region");
        }
        FlyMachineState machine = state.make(app, name, region, config);
        if (faults.strikes(FlyFault.CREATE_LATE)) {
            state.addLater(machine);
            return FlyReplies.error(408, "deadline_exceeded: timed out");
        }
        state.add(machine);
        if (faults.strikes(FlyFault.CREATE_TIMED_OUT)) {
            return FlyReplies.error(408, "deadline_exceeded: timed out");
        }
        if (faults.strikes(FlyFault.CREATE_REPLY_LOST)) {
            return FlyReplies.lost();
        }
        return FlyReplies.ok(200, machine.body(false, false));
    }

    CannedReply get(FlyMachineState machine) {
        if (machine.gone() && !faults.strikes(FlyFault.DESTROYED_LINGERS)) {
            return FlyReplies.noMachine();
        }
        return FlyReplies.ok(
                200, machine.body(faults.strikes(FlyFault.CONFIG_VANISHED), faults.strikes(FlyFault.STATE_UNHEARD_OF)));
    }

    CannedReply delete(FlyMachineState machine, boolean force, CapturedRequest request) {
        if (machine.gone()) {
            return FlyReplies.noMachine();
        }
        boolean leased = !machine.leaseNonce.isEmpty()
                && !request.header("fly-machine-lease-nonce").orElse("").equals(machine.leaseNonce);
        if (leased || faults.strikes(FlyFault.DESTROY_LEASED)) {
            return FlyReplies.ok(
                    409,
                    Map.of(
                            "status",
                            "error",
                            "message",
                            "aborted: lease currently held by someone@example.com, expires at 2030-01-01T00:00:00Z",
                            "code",
                            "invalid"));
        }
        if (!force && !RESTING.contains(machine.state)) {
            return FlyReplies.error(
                    412,
                    "failed_precondition: unable to destroy machine, not currently stopped, suspended, failed or created");
        }
        machine.state = faults.strikes(FlyFault.DESTROY_STUCK) ? "destroying" : "destroyed";
        if (faults.strikes(FlyFault.DESTROY_REPLY_LOST)) {
            return FlyReplies.lost();
        }
        return FlyReplies.ok(200, Map.of("ok", true));
    }

    CannedReply stop(FlyMachineState machine) {
        if (machine.state.equals("started")) {
            end(machine);
        }
        return FlyReplies.ok(200, Map.of("ok", true));
    }

    CannedReply start(FlyMachineState machine) {
        machine.state = "started";
        return FlyReplies.ok(200, Map.of("ok", true));
    }

    CannedReply lease(FlyMachineState machine) {
        if (!machine.leaseNonce.isEmpty()) {
            return FlyReplies.ok(409, Map.of("status", "error", "message", "lease currently held", "code", "invalid"));
        }
        machine.leaseNonce = UUID.randomUUID().toString().substring(0, 12);
        Map<String, Object> lease = new LinkedHashMap<>();
        lease.put("nonce", machine.leaseNonce);
        lease.put("expires_at", clock.instant().getEpochSecond() + 60);
        lease.put("owner", "fake@example.com");
        return FlyReplies.ok(201, lease);
    }

    CannedReply release(FlyMachineState machine, CapturedRequest request) {
        if (!request.header("fly-machine-lease-nonce").orElse("").equals(machine.leaseNonce)) {
            return FlyReplies.error(409, "lease nonce does not match");
        }
        machine.leaseNonce = "";
        return FlyReplies.ok(200, Map.of("ok", true));
    }

    /** The machine's main process ends. */
    void end(FlyMachineState machine) {
        machine.state = machine.destroysItself() ? "destroyed" : "stopped";
    }
}
