package dev.atom.tck.fly;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What exists in the fake. Every use holds its monitor. */
final class FlyState {
    final NavigableMap<String, NavigableMap<String, FlyMachineState>> apps = new TreeMap<>();
    final NavigableMap<String, FlyMachineState> machines = new TreeMap<>();
    private final Map<String, FlyMachineState> byName = new HashMap<>();
    private final List<FlyMachineState> late = new ArrayList<>();
    private final Clock clock;
    private long serial;

    FlyState(Clock clock) {
        this.clock = clock;
    }

    long serial() {
        return serial;
    }

    Optional<FlyMachineState> named(String app, String name) {
        return Optional.ofNullable(byName.get(app + "/" + name)).filter(machine -> !machine.gone());
    }

    Optional<FlyMachineState> find(String app, String id) {
        return Optional.ofNullable(machines.get(id)).filter(machine -> machine.app.equals(app));
    }

    FlyMachineState make(String app, String name, String region, Map<String, Object> config) {
        serial++;
        // Mixed so that the order of ids is not the order of their making.
        String id = String.format("%014x", (serial * 0x9E3779B97F4A7C15L) >>> 8);
        String given = name.isEmpty() ? "machine-" + id : name;
        return new FlyMachineState(id, given, app, region, config, clock.instant(), serial);
    }

    void add(FlyMachineState machine) {
        apps.computeIfAbsent(machine.app, app -> new TreeMap<>()).put(machine.id, machine);
        machines.put(machine.id, machine);
        byName.put(machine.app + "/" + machine.name, machine);
    }

    void addLater(FlyMachineState machine) {
        late.add(machine);
    }

    /** Adds what was put off, except where app or name have been lost to somebody meanwhile. */
    void landLate() {
        late.stream()
                .filter(machine -> apps.containsKey(machine.app)
                        && named(machine.app, machine.name).isEmpty())
                .forEach(this::add);
        late.clear();
    }

    void forget(FlyMachineState machine) {
        machines.remove(machine.id);
        Optional.ofNullable(apps.get(machine.app)).ifPresent(in -> in.remove(machine.id));
        byName.remove(machine.app + "/" + machine.name, machine);
    }

    void removeApp(String app) {
        Optional.ofNullable(apps.remove(app)).map(Map::values).stream()
                .flatMap(Collection::stream)
                .toList()
                .forEach(this::forget);
    }
}
