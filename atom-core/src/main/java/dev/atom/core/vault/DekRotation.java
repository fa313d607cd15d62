package dev.atom.core.vault;

/**
 * The state of a tenant's data-key rotation after a call that started or continued it.
 *
 * @param fromVersion the data-key version that is being left; 0 when there was none to leave
 * @param toVersion the version in use now
 * @param resealed how many key rows this call moved
 * @param remaining how many rows still lie under an older version; 0 means the old data key is destroyed
 */
public record DekRotation(int fromVersion, int toVersion, int resealed, int remaining) {}
