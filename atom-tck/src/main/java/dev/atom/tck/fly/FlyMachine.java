package dev.atom.tck.fly;

import java.time.Instant;
import java.util.Map;

/**
 * A machine as it really is in the fake, whatever the API shows of it.
 *
 * @param id as the API gives it
 * @param name unique in its app
 * @param app the app it is in
 * @param region where it is
 * @param state such as {@code started}
 * @param metadata its tags; copied
 * @param createdAt when it was made
 */
public record FlyMachine(
        String id,
        String name,
        String app,
        String region,
        String state,
        Map<String, String> metadata,
        Instant createdAt) {
    /** Copies the tags. */
    public FlyMachine {
        metadata = Map.copyOf(metadata);
    }
}
