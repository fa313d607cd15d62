package dev.atom.spi;

import java.util.UUID;

/**
 * Identifies a workspace of one tenant. Never usable as a {@link TenantId}.
 *
 * @param value the UUID in the {@code workspaces} table
 */
public record WorkspaceId(UUID value) {
    /**
     * Reads the canonical 36-character text.
     *
     * @throws AtomException {@link ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static WorkspaceId parse(String text) {
        return new WorkspaceId(Uuids.parse("workspace id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
