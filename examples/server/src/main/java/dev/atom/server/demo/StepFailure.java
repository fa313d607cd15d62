package dev.atom.server.demo;

/** A check of the tour did not hold. */
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailure(String message) {
        super(message);
    }

    /** Goes on only when the condition holds. */
    static void unless(boolean condition, String expectation) {
        if (!condition) {
            throw new StepFailure("expected that " + expectation);
        }
    }
}
