package dev.atom.core.node;

/** The places between which a process may die. Tests kill it at each. */
enum Step {
    BEFORE_INTENT,
    AFTER_INTENT,
    BEFORE_SEND,
    AFTER_SEND,
    AFTER_RECORD,
    BEFORE_RELEASE,
    AFTER_RELEASE,
    BEFORE_DESTROY,
    AFTER_DESTROY,
    AFTER_GONE,
    AFTER_LIST,
    AFTER_READ,
    AFTER_DECISION,
    AFTER_SUSPICION
}
