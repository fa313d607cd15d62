package dev.atom.spi.node;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name a node gets: {@code owner-claim}, the claim in 32 hexadecimal digits, at most 57 characters, fit for a host name.
 * It follows from the claim, so a repeated create meets the first one's node, and it still names the claim where a cloud has
 * lost the tags.
 *
 * @param owner whose node it is
 * @param claim what it is for
 */
public record NodeName(OwnerId owner, ClaimId claim) {
    private static final Pattern FORM =
            Pattern.compile("([a-z](?:[a-z0-9-]{0,22}[a-z0-9])?)-([0-9a-f]{16})([0-9a-f]{16})");

    /** Reads a node's name; empty when it is not of this form, which means that ATOM did not give it. */
    public static Optional<NodeName> read(String text) {
        Matcher name = FORM.matcher(text);
        if (!name.matches()) {
            return Optional.empty();
        }
        UUID claim = new UUID(Long.parseUnsignedLong(name.group(2), 16), Long.parseUnsignedLong(name.group(3), 16));
        return Optional.of(new NodeName(new OwnerId(name.group(1)), new ClaimId(claim)));
    }

    @Override
    public String toString() {
        return owner + "-" + claim.toString().replace("-", "");
    }
}
