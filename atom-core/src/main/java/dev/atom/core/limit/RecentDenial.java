package dev.atom.core.limit;

/**
 * A denial that Redis need not repeat for a moment: until the time it named itself nothing comes back but what is given back.
 *
 * @param untilNanos until when, on this machine's nanosecond clock; soon, for another instance may give something back
 * @param returns how often this instance had given something back
 */
record RecentDenial(Decision.Denied decision, long untilNanos, long returns) {}
