/**
 * Ephemeral compute: how a provider of nodes is found, what it promises, and how it answers.
 * Every answer says how certain it is ({@link dev.atom.spi.node.CreateOutcome}, {@link dev.atom.spi.node.DestroyOutcome},
 * {@link dev.atom.spi.node.Lookup}, {@link dev.atom.spi.node.Completeness}): a node leaks, or is killed by mistake, where
 * "perhaps" is read as "no". What a node is for travels with it, in its name and its {@link dev.atom.spi.node.NodeTags}.
 */
@NullMarked
package dev.atom.spi.node;

import org.jspecify.annotations.NullMarked;
