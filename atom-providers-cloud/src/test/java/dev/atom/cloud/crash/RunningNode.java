package dev.atom.cloud.crash;

/**
 * One node, or what a claim says of its node.
 *
 * @param claim the claim's id
 * @param node the node's id
 */
record RunningNode(String claim, String node) {}
