package dev.atom.core.limit;

import java.util.List;

/**
 * A decision that was made here.
 *
 * @param where for each limit where the cost was taken, if it was
 */
record LocalTaking(Decision decision, List<Long> where) {
    LocalTaking {
        where = List.copyOf(where);
    }
}
