/**
 * Requests in the audit log: where each came from, and what was refused. Knows no server library, so that every front door
 * reports alike; what was done is recorded by the services, in the transaction of the change.
 */
@NullMarked
package dev.atom.http.audit;

import org.jspecify.annotations.NullMarked;
