/**
 * Nodes that are Fly.io Machines: one app for each tenant, made when first needed and removed when empty.
 * What Fly's answers mean, and how certain they are, is decided in one class, {@code FlyErrors}; everything else only asks.
 * Formats follow Fly's published document of the Machines API.
 */
@NullMarked
package dev.atom.cloud.fly;

import org.jspecify.annotations.NullMarked;
