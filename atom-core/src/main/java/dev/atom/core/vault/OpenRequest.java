package dev.atom.core.vault;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.PlainText;
import dev.atom.spi.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One wish to open a key, waiting for its flush.
 *
 * @param caller for whom
 * @param name which key
 * @param purpose why, one line of at most 200 characters
 * @param answer completed once
 */
record OpenRequest(Caller caller, KeyName name, String purpose, CompletableFuture<Optional<OpenedKey>> answer) {
    private static final int MOST = 200;

    TenantId tenant() {
        return caller.tenant();
    }

    void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    /** Refuses at once a caller whose audit row could not be written, because it would take its whole flush with it. */
    static OpenRequest of(Caller caller, KeyName name, String purpose) {
        PlainText.check("actor id", caller.actor().id(), 1, 200);
        caller.actor().requestId().ifPresent(id -> PlainText.check("request id", id, 1, 200));
        return new OpenRequest(caller, name, oneLine(purpose), new CompletableFuture<>());
    }

    /** A purpose may quote a request, such as its model; it must neither fail the use nor break a line of the log. */
    private static String oneLine(String purpose) {
        StringBuilder line = new StringBuilder();
        for (int i = 0, points = 0; i < purpose.length() && points < MOST; points++) {
            int point = purpose.codePointAt(i);
            line.appendCodePoint(breaksLines(point) ? ' ' : point);
            i += Character.charCount(point);
        }
        return line.toString();
    }

    private static boolean breaksLines(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
