package dev.atom.core.node;

import dev.atom.core.node.ModelState.Actor;
import dev.atom.core.node.ModelState.At;
import dev.atom.core.node.ModelState.Phase;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Searches every state that the create and destroy protocol can reach with one claim, two processes that may be killed at each
 * step, replies that are lost, creates that land late and lists that lag or come back empty. Not modelled: grace by the clock,
 * restored stores, several claims, partial pages.
 */
final class ModelSearch {
    /** What must not be reachable. */
    enum Violation {
        /** From some state, even if all goes well from there, a node stays that nobody wants. */
        LEAK,
        /** A destroy is sent for the node of a live claim. */
        FALSE_KILL,
        /** A live claim is declared lost while its node runs. */
        FALSE_LOST
    }

    /**
     * What came of a search.
     *
     * @param states how many were visited
     * @param violations what was found in them
     */
    record Result(int states, Set<Violation> violations) {}

    private final ModelVariant variant;
    private final int limit;
    private final Set<ModelState> seen = new HashSet<>();
    private final ArrayDeque<ModelState> waiting = new ArrayDeque<>();
    private final Set<Violation> violations = EnumSet.noneOf(Violation.class);

    private ModelSearch(ModelVariant variant, int limit) {
        this.variant = variant;
        this.limit = limit;
    }

    static Result of(ModelVariant variant) {
        return of(variant, Integer.MAX_VALUE);
    }

    static Result of(ModelVariant variant, int limit) {
        return new ModelSearch(variant, limit).run();
    }

    private Result run() {
        reach(ModelState.initial(variant));
        int visited = 0;
        while (!waiting.isEmpty() && visited < limit) {
            ModelState state = waiting.remove();
            visited++;
            world(state);
            step(state, 0);
            step(state, 1);
        }
        if (seen.stream().anyMatch(this::leaks)) {
            violations.add(Violation.LEAK);
        }
        return new Result(visited, violations);
    }

    private void reach(ModelState state) {
        if (seen.add(state)) {
            waiting.add(state);
        }
    }

    /** What happens without the processes' doing. */
    private void world(ModelState state) {
        if (state.wanted() && state.phase() != Phase.NONE) {
            reach(state.unwanted());
        }
        if (!state.wanted() && (state.phase() == Phase.INTENT || state.phase() == Phase.RUNNING)) {
            reach(state.claim(Phase.DONE, state.id()));
        }
        if (state.creates() > 0) {
            createArrives(state);
        }
        for (int node = 0; node < state.made(); node++) {
            int bit = 1 << node;
            if (state.runs(node) && (state.visible() & bit) == 0) {
                reach(state.cloud(state.made(), state.alive(), state.visible() | bit));
            }
            if ((state.deletes() & bit) != 0) {
                ModelState dropped = state.calls(state.creates(), state.deletes() & ~bit);
                reach(dropped);
                reach(dropped.cloud(state.made(), state.alive() & ~bit, state.visible()));
            }
        }
    }

    private void createArrives(ModelState state) {
        ModelState arrived = state.calls(state.creates() - 1, state.deletes());
        reach(arrived);
        if (variant.uniqueNames() && state.alive() != 0) {
            reply(arrived, Integer.numberOfTrailingZeros(state.alive()));
        } else if (state.made() < variant.mostNodes()) {
            int node = state.made();
            ModelState applied = arrived.cloud(node + 1, state.alive() | (1 << node), state.visible());
            reach(applied);
            reply(applied, node);
        }
    }

    private void reply(ModelState state, int node) {
        for (int which = 0; which < 2; which++) {
            if (state.process(which).at() == At.SENT) {
                reach(state.process(which, Actor.replied(node)));
            }
        }
    }

    private void step(ModelState state, int which) {
        Actor process = state.process(which);
        ModelState idle = state.process(which, Actor.IDLE);
        if (process.at() != At.IDLE && state.crashes() > 0) {
            reach(idle.luck(state.crashes() - 1, state.faults()));
        }
        switch (process.at()) {
            case IDLE -> begin(state, which);
            case INTENDED -> {
                if (state.creates() < 2) {
                    reach(state.process(which, Actor.at(At.SENT)).calls(state.creates() + 1, state.deletes()));
                }
            }
            case SENT -> reach(idle);
            case REPLIED -> record(state, idle, process.node());
            case READ_STORE -> list(state, which, seen -> Actor.readBoth(seen, process.phase(), process.id()));
            case LISTED -> reach(state.process(which, Actor.readBoth(process.seen(), state.phase(), state.id())));
            case READ_BOTH -> act(state, idle, process);
        }
    }

    private void begin(ModelState state, int which) {
        if (state.phase() == Phase.NONE && state.wanted()) {
            if (variant.intent()) {
                reach(state.process(which, Actor.at(At.INTENDED)).claim(Phase.INTENT, state.id()));
            } else if (state.creates() < 2 && !state.anyProcess(ModelSearch::isCreating)) {
                reach(state.process(which, Actor.at(At.SENT)).calls(state.creates() + 1, state.deletes()));
            }
        }
        if (!variant.sweep()) {
            reach(state.process(which, Actor.readBoth(0, state.phase(), state.id())));
        } else if (variant.cloudFirst()) {
            list(state, which, Actor::listed);
        } else {
            reach(state.process(which, Actor.readStore(state.phase(), state.id())));
        }
    }

    private static boolean isCreating(At at) {
        return at == At.INTENDED || at == At.SENT || at == At.REPLIED;
    }

    private interface Next {
        Actor after(int seen);
    }

    private void list(ModelState state, int which, Next next) {
        reach(state.process(which, next.after(state.shown())));
        if (state.faults() > 0) {
            reach(state.process(which, next.after(0)).luck(state.crashes(), state.faults() - 1));
        }
    }

    private void record(ModelState state, ModelState idle, int node) {
        boolean free = state.phase() == Phase.INTENT && state.id() == -1;
        boolean writes = !variant.intent() || free || !variant.compareAndSet();
        reach(writes ? idle.claim(Phase.RUNNING, node) : idle);
    }

    private void act(ModelState state, ModelState idle, Actor process) {
        if (!variant.sweep()) {
            actOnStoreAlone(state, idle, process);
        } else if (process.seen() != 0) {
            actOnNodes(state, idle, process);
        } else {
            actOnAbsence(state, idle, process);
        }
    }

    private void actOnStoreAlone(ModelState state, ModelState idle, Actor process) {
        if (process.phase() != Phase.DONE) {
            reach(idle);
            return;
        }
        ModelState closed = state.phase() == Phase.DONE ? idle.claim(Phase.GONE, state.id()) : idle;
        reach(process.id() < 0 ? closed : closed.calls(state.creates(), state.deletes() | (1 << process.id())));
    }

    private void actOnNodes(ModelState state, ModelState idle, Actor process) {
        int deletes = state.deletes();
        Phase phase = state.phase();
        int id = state.id();
        for (int node = 0; node < state.made(); node++) {
            if ((process.seen() & (1 << node)) == 0) {
                continue;
            }
            boolean another = process.phase() == Phase.RUNNING && process.id() != node;
            if (process.phase().allowsNoNode() || another) {
                if (state.phase() == Phase.RUNNING && state.id() == node && state.wanted()) {
                    violations.add(Violation.FALSE_KILL);
                }
                deletes |= 1 << node;
            } else if (process.phase() == Phase.INTENT && phase == Phase.INTENT && id == -1) {
                phase = Phase.RUNNING;
                id = node;
            }
        }
        reach(idle.claim(phase, id).calls(state.creates(), deletes));
    }

    private void actOnAbsence(ModelState state, ModelState idle, Actor process) {
        boolean runs = process.id() >= 0 && state.runs(process.id());
        boolean believed = variant.trustEmpty() || !runs;
        switch (process.phase()) {
            case DONE -> {
                if (!believed) {
                    reach(idle.calls(state.creates(), state.deletes() | (1 << process.id())));
                } else {
                    reach(state.phase() == Phase.DONE ? idle.claim(Phase.GONE, state.id()) : idle);
                }
            }
            case RUNNING -> {
                boolean lost = believed && state.phase() == Phase.RUNNING;
                if (lost && runs && state.wanted()) {
                    violations.add(Violation.FALSE_LOST);
                }
                reach(lost ? idle.claim(Phase.DONE, state.id()) : idle);
            }
            case INTENT -> {
                boolean again = state.phase() == Phase.INTENT
                        && state.creates() < 2
                        && !state.anyProcess(at -> at == At.INTENDED || at == At.SENT);
                reach(again ? idle.calls(state.creates() + 1, state.deletes()) : idle);
            }
            case NONE, GONE -> reach(idle);
        }
    }

    /** Whether a node is left when all creates land, all deletes arrive, the claim ends, and the cleaner then runs to its end. */
    private boolean leaks(ModelState state) {
        int alive = state.alive();
        int made = state.made();
        for (int create = 0; create < state.creates(); create++) {
            if (!variant.uniqueNames() || alive == 0) {
                alive |= 1 << made++;
            }
        }
        alive &= ~state.deletes();
        if (variant.sweep()) {
            // The claim has ended and nothing is on its way: the next sweep sees every node by its tags and destroys
            // it.
            return false;
        }
        boolean ends = state.phase() == Phase.INTENT || state.phase() == Phase.RUNNING || state.phase() == Phase.DONE;
        return (ends && state.id() >= 0 ? alive & ~(1 << state.id()) : alive) != 0;
    }
}
