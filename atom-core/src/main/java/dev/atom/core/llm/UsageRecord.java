package dev.atom.core.llm;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call's cost.
 *
 * @param tenant who is charged
 * @param id of the row
 * @param at when the call ended
 * @param requestId the request it was part of
 * @param actor the id of who called
 * @param provider the provider's id
 * @param model the model's name at the provider
 * @param origin whose key: {@code tenant} or {@code platform}
 * @param keyVersion the key's version
 * @param streamed whether the reply was a stream
 * @param outcome {@code ok}, {@code client_gone}, or the error code in lower case
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param estimated whether the counts are ATOM's guess because the provider gave none
 * @param latencyMillis from the request's arrival to its end, in milliseconds
 */
public record UsageRecord(
        TenantId tenant,
        UUID id,
        Instant at,
        Optional<String> requestId,
        String actor,
        String provider,
        String model,
        String origin,
        int keyVersion,
        boolean streamed,
        String outcome,
        long promptTokens,
        long completionTokens,
        boolean estimated,
        long latencyMillis) {}
