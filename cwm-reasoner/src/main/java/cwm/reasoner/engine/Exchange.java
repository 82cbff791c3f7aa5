package cwm.reasoner.engine;

import java.util.List;

/// Carries parcels between workers.
///
/// A superstep has hops. What is sent in hop h is received after it: rows in hop h + 1, conclusions
/// and mirrored facts after the superstep's last hop. Each worker says when it has sent all of a
/// hop ([#endHop]); a hop is over when all have. Whether another one follows is known to all alike:
/// it does if anybody sent rows.
///
/// Each worker calls with its own number only, and from one thread at a time.
interface Exchange {
  /// How many workers there are, all sites together.
  int workerCount();

  /// Sends rows to another worker.
  void send(int from, int to, int hop, Parcel.Rows rows);

  /// Sends conclusions to their owner.
  void send(int from, int to, Parcel.Concluded concluded);

  /// Sends facts to everybody's mirror, the sender's own included.
  void send(int from, Parcel.Mirrored mirrored);

  /// Says that `from` has sent everything that it sends in this hop.
  void endHop(int from, int hop);

  /// Whether anybody sent rows in a hop, which is over when all sites have come here.
  boolean hasRows(int hop);

  /// Waits for what was sent outside a superstep, until all sites have come here.
  void settle();

  /// Takes the rows that were sent to `to` in a hop that is over.
  List<Parcel.Rows> takeRows(int to, int hop);

  /// Takes the conclusions that were sent to `to` since it last took any.
  List<Parcel.Concluded> takeConcluded(int to);

  /// Takes the facts for this machine's mirror, those of each worker in turn.
  List<Parcel.Mirrored> takeMirrored();

  /// Drops whatever is under way.
  void clear();
}
