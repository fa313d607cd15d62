package dev.atom.core.node;

import dev.atom.core.tenant.Plan;

/** How many nodes a tenant may have at once. Those that are to go count until they are gone, as they cost until then. */
final class NodeQuotas {
    private NodeQuotas() {}

    static int of(Plan plan) {
        return switch (plan) {
            case FREE -> 1;
            case SOLO -> 3;
            case TEAM -> 20;
            case ENTERPRISE -> 1_000;
        };
    }
}
