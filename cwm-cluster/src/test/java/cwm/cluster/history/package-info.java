/// Judges what processes did with the cluster's locks and barriers, from what they wrote down while
/// they ran: [HistoryWriter] in each process, [History] to put their files together, [LockHistory]
/// and [BarrierHistory] to judge. Knows nothing of how the cluster works.
@NullMarked
package cwm.cluster.history;

import org.jspecify.annotations.NullMarked;
