package dev.atom.core.node;

/**
 * A protocol to search: the proposed one, or the proposed one with an ingredient left out.
 *
 * @param intent whether a claim is committed before the create call
 * @param uniqueNames whether the cloud refuses a second node of one name
 * @param sweep whether nodes are found by their tags; otherwise only by the id in the store
 * @param cloudFirst whether the cloud is listed before the store is read
 * @param trustEmpty whether absence from one list is believed
 * @param compareAndSet whether the node's id is written only where none is
 * @param crashes how many processes may be killed
 * @param faults how many lists may come back empty
 * @param mostNodes how many nodes the claim may get
 */
record ModelVariant(
        boolean intent,
        boolean uniqueNames,
        boolean sweep,
        boolean cloudFirst,
        boolean trustEmpty,
        boolean compareAndSet,
        int crashes,
        int faults,
        int mostNodes) {
    /** The proposed protocol on a cloud without unique names. */
    static ModelVariant full() {
        return new ModelVariant(true, false, true, true, false, true, 2, 1, 2);
    }

    ModelVariant withUniqueNames() {
        return new ModelVariant(intent, true, sweep, cloudFirst, trustEmpty, compareAndSet, crashes, faults, mostNodes);
    }

    ModelVariant withoutIntent() {
        return new ModelVariant(
                false, uniqueNames, sweep, cloudFirst, trustEmpty, compareAndSet, crashes, faults, mostNodes);
    }

    ModelVariant withoutSweep() {
        return new ModelVariant(
                intent, uniqueNames, false, cloudFirst, trustEmpty, compareAndSet, crashes, faults, mostNodes);
    }

    ModelVariant storeFirst() {
        return new ModelVariant(
                intent, uniqueNames, sweep, false, trustEmpty, compareAndSet, crashes, faults, mostNodes);
    }

    ModelVariant trustingOneEmptyList() {
        return new ModelVariant(
                intent, uniqueNames, sweep, cloudFirst, true, compareAndSet, crashes, faults, mostNodes);
    }

    ModelVariant writingIdsBlindly() {
        return new ModelVariant(intent, uniqueNames, sweep, cloudFirst, trustEmpty, false, crashes, faults, mostNodes);
    }

    ModelVariant upTo(int moreCrashes, int moreFaults, int moreNodes) {
        return new ModelVariant(
                intent, uniqueNames, sweep, cloudFirst, trustEmpty, compareAndSet, moreCrashes, moreFaults, moreNodes);
    }
}
