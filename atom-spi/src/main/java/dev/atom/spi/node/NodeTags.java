package dev.atom.spi.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node says about itself to whoever finds it, with or without a database.
 *
 * @param owner the installation it belongs to
 * @param store the life of the store that holds its claim
 * @param tenant for whom it runs
 * @param session what it works for
 * @param claim the record that it is wanted
 * @param deadline when it must be gone whatever happened; whole seconds, what is finer is cut off
 */
public record NodeTags(
        OwnerId owner, StoreIncarnation store, TenantId tenant, SessionId session, ClaimId claim, Instant deadline) {
    private static final String OWNER = "atom_owner";
    private static final String STORE = "atom_store";
    private static final String TENANT = "atom_tenant";
    private static final String SESSION = "atom_session";
    private static final String CLAIM = "atom_claim";
    private static final String DEADLINE = "atom_deadline";

    /** Cuts the deadline to seconds, so that it comes back from a cloud as it went. */
    public NodeTags {
        deadline = deadline.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The name of a node with these tags. */
    public NodeName name() {
        return new NodeName(owner, claim);
    }

    /** The tags as text, the same for every provider: {@code atom_owner}, {@code atom_claim}, {@code atom_deadline}, …. */
    public Map<String, String> toMap() {
        return Map.of(
                OWNER, owner.value(),
                STORE, store.toString(),
                TENANT, tenant.toString(),
                SESSION, session.toString(),
                CLAIM, claim.toString(),
                DEADLINE, deadline.toString());
    }

    /** Reads what {@link #toMap} wrote, among other text; empty when one is missing or is not what it should be. */
    public static Optional<NodeTags> read(Map<String, String> tags) {
        try {
            return Optional.of(new NodeTags(
                    new OwnerId(text(tags, OWNER)),
                    StoreIncarnation.parse(text(tags, STORE)),
                    TenantId.parse(text(tags, TENANT)),
                    SessionId.parse(text(tags, SESSION)),
                    ClaimId.parse(text(tags, CLAIM)),
                    Instant.parse(text(tags, DEADLINE))));
        } catch (AtomException | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, String> tags, String key) {
        @Nullable String value = tags.get(key);
        return value == null ? "" : value;
    }
}
