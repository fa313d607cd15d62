/**
 * Who did what for whom: the actor, the caller, and the append-only audit log.
 * Every mutation and every plaintext key use writes its row in the transaction of the change: no row, no change.
 * Details are an allow-list of short facts, never bodies and never secrets.
 */
@NullMarked
package dev.atom.core.audit;

import org.jspecify.annotations.NullMarked;
