/**
 * Nodes that are processes of this machine: real compute with nothing to install, and no isolation between tenants.
 * The only record of a node is the environment its processes inherit; listing is scanning {@code /proc}. A node is everything
 * that carries its id, whatever it forked, and it is ended as a whole.
 */
@NullMarked
package dev.atom.cloud.local;

import org.jspecify.annotations.NullMarked;
