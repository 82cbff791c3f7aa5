package cwm.reasoner.engine;

import java.util.List;

/// The sites of a run: machines that have the facts together, each with workers of its own.
///
/// All sites take the same steps in the same order. What is next, each decides for itself, and all
/// decide alike, from what all know alike. Where that takes something that only one knows, they
/// *meet*: each comes with a [SiteNote], and goes on with the notes of all. Whatever one had sent
/// to another before it came is there when they have met. So a meeting is the end-of-hop marker to
/// every other site, and the barrier.
///
/// Receiving never waits for sending: what comes is taken in while this site works.
public interface Sites {
  /// How many sites there are.
  int count();

  /// This site's number, from 0.
  int here();

  /// How many workers a site has.
  int workerCount(int site);

  /// Sends to another site. Threads of several workers may call at a time.
  void send(int site, Shipment shipment);

  /// Waits until all sites have come.
  ///
  /// @return their notes by site, this site's own among them
  /// @throws SitesException if some site cannot go on, or is lost
  List<SiteNote> meet(SiteNote note);

  /// Takes what other sites had sent before they came to the last meeting.
  List<Shipment> take();

  /// Tells the other sites that this one cannot go on: their meeting fails.
  ///
  /// @param reason for people
  void fail(String reason);
}
