package dev.atom.tck.fly;

import dev.atom.tck.CapturedRequest;
import dev.atom.tck.ReplayServer;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A stateful stand-in for the Fly.io Machines API on loopback: apps, machines, both lists with cursors, leases, stop and
 * start, the token check, and {@linkplain FlyFault everything that goes wrong}. Formats and texts follow Fly's published
 * document and what its clients have recorded; the metadata, volume, secret and wait endpoints are not there.
 *
 * <p>A create of a taken name is 409 with the machine's id in its text; a destroy of a running machine without
 * {@code force} is 412; machine ids are never used again; a destroyed machine is 404. Limits on the rate of calls are off
 * until {@link #limitRates}. Thread-safe; close it to free its port.
 */
public final class FlyFake implements AutoCloseable {
    private static final String ORG = "acme-org";

    private final String token = "FlyV1 fm2_fake-" + UUID.randomUUID();
    private final FlyFaults faults = new FlyFaults();
    private final FlyState state;
    private final FlyMachines machines;
    private final FlyLists lists;
    private final ReplayServer server = ReplayServer.start();
    private volatile FlyRoutes.Limits limits = (action, identifier) -> true;
    private volatile Consumer<CapturedRequest> listener = request -> {};

    private FlyFake(Clock clock) {
        state = new FlyState(clock);
        machines = new FlyMachines(state, faults, clock);
        lists = new FlyLists(state, faults);
        FlyRoutes routes = new FlyRoutes(
                state, faults, token, ORG, machines, lists, (action, identifier) -> limits.take(action, identifier));
        server.onAny(request -> {
            listener.accept(request);
            return routes.answer(request);
        });
    }

    /** Starts an empty one on a free port of 127.0.0.1. */
    public static FlyFake start() {
        return start(Clock.systemUTC());
    }

    /** Starts an empty one whose machines are made by that clock. */
    public static FlyFake start(Clock clock) {
        return new FlyFake(clock);
    }

    /** What stands for {@code https://api.machines.dev}. */
    public URI uri() {
        return server.uri("");
    }

    /** The token it accepts; every other is 401. */
    public String token() {
        return token;
    }

    /** The one organisation there is. */
    public String org() {
        return ORG;
    }

    /** Turns a fault on until {@link #heal}. */
    public FlyFake inject(FlyFault fault) {
        if (fault == FlyFault.LIST_LAGS) {
            synchronized (state) {
                lists.lag();
            }
        }
        faults.always(fault);
        return this;
    }

    /** Turns a fault on for the next call (or, for what is shown of machines, the next machine) it can strike. */
    public FlyFake once(FlyFault fault) {
        faults.once(fault);
        return this;
    }

    /** Turns every fault off. What they left behind stays: see {@link #landLateCreates} and {@link #finishDestroys}. */
    public FlyFake heal() {
        faults.clear();
        return this;
    }

    /** Answers 429 to what is faster than Fly's documented limits, by that clock. */
    public FlyFake limitRates(Clock clock) {
        FlyBuckets buckets = new FlyBuckets(clock);
        limits = buckets::take;
        return this;
    }

    /** Makes the machines that {@link FlyFault#CREATE_LATE} put off, where app and name still allow it. */
    public void landLateCreates() {
        synchronized (state) {
            state.landLate();
        }
    }

    /** Ends the destroys that {@link FlyFault#DESTROY_STUCK} held up. */
    public void finishDestroys() {
        synchronized (state) {
            state.machines.values().stream()
                    .filter(machine -> machine.state.equals("destroying"))
                    .forEach(machine -> machine.state = "destroyed");
        }
    }

    /** The main process of a machine ends: it stops, or is destroyed when it was made so. */
    public void exit(String machineId) {
        synchronized (state) {
            FlyMachineState machine = state.machines.get(machineId);
            if (machine == null || machine.gone()) {
                throw new IllegalArgumentException("there is no machine " + machineId);
            }
            machines.end(machine);
        }
    }

    /** Puts a machine (and its app, if need be) there without a request. */
    public FlyMachine seed(String app, String name, Map<String, String> metadata) {
        synchronized (state) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("image", "registry.example/seeded:1");
            config.put("metadata", Map.copyOf(metadata));
            FlyMachineState machine = state.make(app, name, "ams", config);
            state.add(machine);
            return machine.snapshot();
        }
    }

    /** The machines that exist, whatever the API shows. */
    public List<FlyMachine> machines() {
        synchronized (state) {
            return FlyLists.snapshots(state.machines.values());
        }
    }

    /** The apps that exist. */
    public Set<String> apps() {
        synchronized (state) {
            return new TreeSet<>(state.apps.keySet());
        }
    }

    /** Tells of each request as it arrives, before anything is done about it, on the thread that will answer it. */
    public FlyFake onRequest(Consumer<CapturedRequest> hears) {
        listener = hears;
        return this;
    }

    /** The requests so far, oldest first. */
    public List<CapturedRequest> requests() {
        return server.requests();
    }

    /** Drops every connection and frees the port. */
    @Override
    public void close() {
        server.close();
    }
}
