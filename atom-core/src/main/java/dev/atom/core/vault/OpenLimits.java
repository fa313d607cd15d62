package dev.atom.core.vault;

/**
 * How opening shares the database.
 *
 * @param threads how many flushes are in the database at once at most; 1 or more
 * @param batch how many opens share a transaction at most; 1 or more
 * @param queue how many opens may wait; 1 or more
 */
record OpenLimits(int threads, int batch, int queue) {}
