package dev.atom.spi.llm;

/**
 * Tokens of one call, counted as OpenAI counts: {@code completion} includes reasoning, {@code prompt} includes cached.
 *
 * @param prompt tokens read, ≥ 0
 * @param completion tokens written, ≥ 0
 */
public record TokenUsage(long prompt, long completion) {
    /** Refuses negative counts. */
    public TokenUsage {
        if (prompt < 0 || completion < 0) {
            throw new IllegalArgumentException("token counts are never negative");
        }
    }
}
