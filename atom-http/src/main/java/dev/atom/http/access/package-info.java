/**
 * Who calls, for which tenant, and whether they may: request headers in, caller or exception out. Knows no server library,
 * so that every front door admits alike.
 */
@NullMarked
package dev.atom.http.access;

import org.jspecify.annotations.NullMarked;
