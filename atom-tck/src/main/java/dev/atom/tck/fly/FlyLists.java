package dev.atom.tck.fly;

import dev.atom.tck.CannedReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The two lists of machines: an app's, with its cursor in a header, and the organisation's, with its cursor in the body. */
final class FlyLists {
    private static final int LONGEST = 1000;
    private static final String SKIPPED = "skip:";

    private final FlyState state;
    private final FlyFaults faults;
    private volatile long lagsAt = Long.MAX_VALUE;

    /**
     * One page.
     *
     * @param machines what is on it
     * @param next where it goes on; empty at the end
     */
    private record Page(List<FlyMachineState> machines, Optional<String> next) {}

    FlyLists(FlyState state, FlyFaults faults) {
        this.state = state;
        this.faults = faults;
    }

    /** The organisation's list stands still from now on, while {@link FlyFault#LIST_LAGS} is on. */
    void lag() {
        lagsAt = state.serial();
    }

    CannedReply ofApp(String app, Map<String, String> query) {
        NavigableMap<String, FlyMachineState> all = state.apps.get(app);
        if (all == null) {
            return FlyReplies.noApp();
        }
        if (breaksOff(query)) {
            return FlyReplies.error(503, "upstream unavailable");
        }
        Page page = page(all, query);
        CannedReply reply = FlyReplies.ok(
                200,
                page.machines().stream()
                        .map(machine -> shown(
                                machine.body(
                                        faults.strikes(FlyFault.CONFIG_VANISHED),
                                        faults.strikes(FlyFault.STATE_UNHEARD_OF)),
                                query))
                        .toList());
        return page.next().map(next -> reply.with("fly-next-cursor", next)).orElse(reply);
    }

    CannedReply ofOrg(Map<String, String> query) {
        if (breaksOff(query)) {
            return FlyReplies.error(503, "upstream unavailable");
        }
        Page page = page(state.machines, query);
        List<FlyMachineState> machines = new ArrayList<>(page.machines());
        Map<String, Object> body = new LinkedHashMap<>();
        if (!state.machines.isEmpty() && faults.strikes(FlyFault.LIST_REGION_MISSING)) {
            String region = state.machines.firstEntry().getValue().region;
            machines.removeIf(machine -> machine.region.equals(region));
            body.put("error_regions", List.of(region));
        }
        if (faults.strikes(FlyFault.LIST_LAGS)) {
            machines.removeIf(machine -> machine.serial > lagsAt);
        }
        body.put(
                "machines",
                machines.stream()
                        .map(machine -> shown(
                                machine.overview(
                                        faults.strikes(FlyFault.CONFIG_VANISHED),
                                        faults.strikes(FlyFault.STATE_UNHEARD_OF)),
                                query))
                        .toList());
        page.next().ifPresent(next -> body.put("next_cursor", next));
        return FlyReplies.ok(200, body);
    }

    private boolean breaksOff(Map<String, String> query) {
        return query.containsKey("cursor") && faults.strikes(FlyFault.LIST_SECOND_PAGE_FAILS);
    }

    /** A summary leaves out the config, and with it the tags. */
    private static Map<String, Object> shown(Map<String, Object> machine, Map<String, String> query) {
        if (query.getOrDefault("summary", "false").equals("true")) {
            machine.remove("config");
            machine.remove("incomplete_config");
            machine.remove("host_status");
        }
        return machine;
    }

    private Page page(NavigableMap<String, FlyMachineState> all, Map<String, String> query) {
        if (faults.strikes(FlyFault.LIST_EMPTY)) {
            return new Page(List.of(), Optional.empty());
        }
        boolean shortPages = faults.strikes(FlyFault.LIST_SHORT_PAGES);
        String cursor = query.getOrDefault("cursor", "");
        boolean empty = shortPages && !cursor.startsWith(SKIPPED);
        String after = cursor.startsWith(SKIPPED) ? cursor.substring(SKIPPED.length()) : cursor;
        if (empty && all.higherKey(after) != null) {
            return new Page(List.of(), Optional.of(SKIPPED + after));
        }
        int limit = shortPages ? 1 : Math.min(LONGEST, number(query.getOrDefault("limit", "1000")));
        List<FlyMachineState> machines = new ArrayList<>();
        String last = after;
        for (FlyMachineState machine : all.tailMap(after, false).values()) {
            if (machines.size() == limit) {
                return new Page(halved(machines), Optional.of(last));
            }
            last = machine.id;
            if (!machine.gone() || faults.strikes(FlyFault.DESTROYED_LINGERS)) {
                machines.add(machine);
            }
        }
        return new Page(halved(machines), Optional.empty());
    }

    private List<FlyMachineState> halved(List<FlyMachineState> machines) {
        if (!faults.strikes(FlyFault.LIST_HALF)) {
            return machines;
        }
        return machines.stream().filter(machine -> machine.serial % 2 == 0).toList();
    }

    private static int number(String text) {
        try {
            return Math.max(1, Integer.parseInt(text));
        } catch (NumberFormatException none) {
            return LONGEST;
        }
    }

    static List<FlyMachine> snapshots(Collection<FlyMachineState> machines) {
        return machines.stream()
                .filter(machine -> !machine.gone())
                .map(FlyMachineState::snapshot)
                .toList();
    }
}
