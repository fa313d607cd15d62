package dev.atom.benchmarks.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Names of 16 characters, drawn so that the n-th most frequent comes with a weight of 1 / n^0.99. Immutable. */
final class ZipfKeys {
    private static final double EXPONENT = 0.99;
    private static final int DRAWS = 1 << 22;
    private static final int LENGTH = 16;

    private final byte[] names;
    private final int[] draws = new int[DRAWS];

    ZipfKeys(int keys) {
        SplittableRandom random = new SplittableRandom(3);
        names = new byte[keys * LENGTH];
        for (int key = 0; key < keys; key++) {
            byte[] name = "%s%08x".formatted("customer", random.nextInt()).getBytes(ISO_8859_1);
            System.arraycopy(name, 0, names, key * LENGTH, LENGTH);
        }
        double[] upTo = new double[keys];
        double sum = 0;
        for (int rank = 0; rank < keys; rank++) {
            sum += 1 / Math.pow(rank + 1, EXPONENT);
            upTo[rank] = sum;
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            draws[draw] = Math.min(keys - 1, found < 0 ? -found - 1 : found);
        }
    }

    /** A key as a new string. */
    String key(int number) {
        return new String(names, number * LENGTH, LENGTH, ISO_8859_1);
    }

    /** The key of a draw as a new string. */
    String next(int draw) {
        return key(draws[draw & (DRAWS - 1)]);
    }
}
