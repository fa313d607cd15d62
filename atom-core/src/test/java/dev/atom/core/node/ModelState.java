package dev.atom.core.node;

import java.util.function.Predicate;

/**
 * One state of the world in {@link ModelSearch}: a claim in the store, a cloud, and two processes. Sets of nodes are bit masks.
 *
 * @param phase the claim's
 * @param id the node in the claim, or -1
 * @param wanted whether somebody still wants it
 * @param made how many nodes were ever made
 * @param alive those that run
 * @param visible those that a list shows while they run
 * @param creates creates on their way to the cloud
 * @param deletes nodes with a delete on its way
 * @param first the first process
 * @param second the second process
 * @param crashes how many may still happen
 * @param faults how many lists may still be empty
 */
record ModelState(
        Phase phase,
        int id,
        boolean wanted,
        int made,
        int alive,
        int visible,
        int creates,
        int deletes,
        Actor first,
        Actor second,
        int crashes,
        int faults) {
    /** A claim that is not there, pending, running, to be ended, or gone. */
    enum Phase {
        NONE,
        INTENT,
        RUNNING,
        DONE,
        GONE;

        boolean allowsNoNode() {
            return this == NONE || this == DONE || this == GONE;
        }
    }

    /** Where a process stands. */
    enum At {
        IDLE,
        INTENDED,
        SENT,
        REPLIED,
        LISTED,
        READ_STORE,
        READ_BOTH
    }

    /**
     * A process and what it remembers.
     *
     * @param at where it stands
     * @param node the node it was told of
     * @param seen the nodes of its list
     * @param phase the claim as it read it
     * @param id the id as it read it
     */
    record Actor(At at, int node, int seen, Phase phase, int id) {
        static final Actor IDLE = at(At.IDLE);

        static Actor at(At at) {
            return new Actor(at, -1, 0, Phase.NONE, -1);
        }

        static Actor replied(int node) {
            return new Actor(At.REPLIED, node, 0, Phase.NONE, -1);
        }

        static Actor listed(int seen) {
            return new Actor(At.LISTED, -1, seen, Phase.NONE, -1);
        }

        static Actor readStore(Phase phase, int id) {
            return new Actor(At.READ_STORE, -1, 0, phase, id);
        }

        static Actor readBoth(int seen, Phase phase, int id) {
            return new Actor(At.READ_BOTH, -1, seen, phase, id);
        }
    }

    static ModelState initial(ModelVariant variant) {
        return new ModelState(
                Phase.NONE, -1, true, 0, 0, 0, 0, 0, Actor.IDLE, Actor.IDLE, variant.crashes(), variant.faults());
    }

    boolean runs(int node) {
        return (alive & (1 << node)) != 0;
    }

    /** The nodes a list shows. */
    int shown() {
        return alive & visible;
    }

    Actor process(int which) {
        return which == 0 ? first : second;
    }

    boolean anyProcess(Predicate<At> at) {
        return at.test(first.at()) || at.test(second.at());
    }

    ModelState process(int which, Actor now) {
        return new ModelState(
                phase,
                id,
                wanted,
                made,
                alive,
                visible,
                creates,
                deletes,
                which == 0 ? now : first,
                which == 0 ? second : now,
                crashes,
                faults);
    }

    ModelState claim(Phase nowPhase, int nowId) {
        return new ModelState(
                nowPhase, nowId, wanted, made, alive, visible, creates, deletes, first, second, crashes, faults);
    }

    ModelState unwanted() {
        return new ModelState(phase, id, false, made, alive, visible, creates, deletes, first, second, crashes, faults);
    }

    ModelState cloud(int nowMade, int nowAlive, int nowVisible) {
        return new ModelState(
                phase, id, wanted, nowMade, nowAlive, nowVisible, creates, deletes, first, second, crashes, faults);
    }

    ModelState calls(int nowCreates, int nowDeletes) {
        return new ModelState(
                phase, id, wanted, made, alive, visible, nowCreates, nowDeletes, first, second, crashes, faults);
    }

    ModelState luck(int nowCrashes, int nowFaults) {
        return new ModelState(
                phase, id, wanted, made, alive, visible, creates, deletes, first, second, nowCrashes, nowFaults);
    }
}
