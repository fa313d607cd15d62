package dev.atom.core.audit;

import dev.atom.core.db.PlainText;
import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of an audit log are wanted; what is absent does not narrow.
 *
 * @param actor the actor's id
 * @param action such as {@code vault.use}, or a noun with all its verbs: {@code vault}
 * @param resource such as {@code key/openai}, or a type with all its things: {@code key}
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 */
public record AuditFilter(
        Optional<String> actor,
        Optional<String> action,
        Optional<String> resource,
        Optional<Instant> from,
        Optional<Instant> to) {
    /** Every row. */
    public static final AuditFilter ALL =
            new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Checks the texts.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR when one is empty, too long or not one line
     */
    public AuditFilter {
        actor.ifPresent(text -> PlainText.check("actor", text, 1, 200));
        action.ifPresent(text -> PlainText.check("action", text, 1, 64));
        resource.ifPresent(text -> PlainText.check("resource", text, 1, 200));
    }
}
