package dev.atom.core.limit;

/**
 * Which memory a server has, as {@code join.lua} writes it.
 *
 * @param text the whole, which every decision compares
 * @param id of the memory
 * @param since when it began, in the server's microseconds
 * @param isLost whether it is known that another one was there before
 */
record RedisEpoch(String text, String id, long since, boolean isLost) {
    static RedisEpoch parse(String text) {
        String[] fields = text.split(":", -1);
        if (fields.length != 3) {
            throw new IllegalStateException(
                    "the epoch in Redis is not one of ATOM's: give ATOM a key prefix of its own");
        }
        return new RedisEpoch(text, fields[0], Long.parseLong(fields[1]), fields[2].equals("1"));
    }
}
