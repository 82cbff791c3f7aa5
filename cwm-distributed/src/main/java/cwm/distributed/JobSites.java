package cwm.distributed;

import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import java.util.List;

/// The sites of the job that is under way: a reasoner is there for many jobs, one after the other.
final class JobSites implements Sites {
  private final Runnable onMeeting;
  private volatile Sites current;

  /// @param onMeeting is run when the sites have met, while no worker works
  JobSites(Sites first, Runnable onMeeting) {
    current = first;
    this.onMeeting = onMeeting;
  }

  /// Goes on with those of another job of the same nodes.
  void use(Sites next) {
    current = next;
  }

  @Override
  public int count() {
    return current.count();
  }

  @Override
  public int here() {
    return current.here();
  }

  @Override
  public int workerCount(int site) {
    return current.workerCount(site);
  }

  @Override
  public void send(int site, Shipment shipment) {
    current.send(site, shipment);
  }

  @Override
  public List<SiteNote> meet(SiteNote note) {
    List<SiteNote> notes = current.meet(note);
    onMeeting.run();
    return notes;
  }

  @Override
  public List<Shipment> take() {
    return current.take();
  }

  @Override
  public void fail(String reason) {
    current.fail(reason);
  }
}
