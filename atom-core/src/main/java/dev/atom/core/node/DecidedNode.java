package dev.atom.core.node;

import dev.atom.spi.node.ObservedNode;

/**
 * A node and what was decided about it.
 *
 * @param decision one that goes on record
 * @param node as the list showed it
 */
record DecidedNode(Decision decision, ObservedNode node) {}
