/**
 * The facade: {@link dev.atom.core.Atom} opens everything, hands out the services and closes them.
 * Nothing here is static and nothing depends on a framework, so any number of instances live in one process.
 * From here the way leads to the packages: {@code vault}, {@code tenant}, {@code identity}, {@code llm}, {@code audit}, {@code db}.
 */
@NullMarked
package dev.atom.core;

import org.jspecify.annotations.NullMarked;
