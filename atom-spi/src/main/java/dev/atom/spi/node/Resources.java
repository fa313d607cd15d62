package dev.atom.spi.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;

/**
 * How large a node is. A provider may round up to what it offers.
 *
 * @param cpus 1-128
 * @param memoryMb megabytes (2^20 bytes), 64-1048576
 */
public record Resources(int cpus, int memoryMb) {
    /** One processor, 256 MB. */
    public static final Resources SMALL = new Resources(1, 256);

    /** Refuses sizes out of range. */
    public Resources {
        if (cpus < 1 || cpus > 128 || memoryMb < 64 || memoryMb > 1_048_576) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "a node has 1-128 processors and 64-1048576 MB of memory, not " + cpus + " and " + memoryMb);
        }
    }
}
