/**
 * A stand-in for the Fly.io Machines API that keeps state and misbehaves on request: {@link dev.atom.tck.fly.FlyFake}.
 * It answers over real HTTP on loopback, so whatever speaks to Fly can be pointed at it by its base URL.
 * What it does wrong is listed in {@link dev.atom.tck.fly.FlyFault}; each entry is something the real service, its hosts or
 * the network have done.
 */
@NullMarked
package dev.atom.tck.fly;

import org.jspecify.annotations.NullMarked;
