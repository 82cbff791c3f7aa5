package cwm.reasoner.engine;

import cwm.reasoner.plan.Placement;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.plan.RowRange;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import java.util.ArrayList;
import java.util.List;

/// One alternative of a rule's body, arranged for semi-naive evaluation.
final class RuleBody {
  private final List<BodyPart> parts;
  private final List<BodyPart.Match> matches = new ArrayList<>();

  RuleBody(List<BodyPart> parts) {
    this.parts = parts;
    for (BodyPart part : parts) {
      if (part instanceof BodyPart.Match match) {
        matches.add(match);
      }
    }
  }

  List<BodyPart> parts() {
    return parts;
  }

  /// How many patterns are matched with facts as they come.
  int matchCount() {
    return matches.size();
  }

  /// The pattern at `index` among those that are matched with facts.
  Atom match(int index) {
    return matches.get(index).atom();
  }

  /// The parts, each to read all facts.
  List<Planner.Ranged> whole(Placement placement) {
    return parts.stream().map(part -> ranged(part, RowRange.ALL, placement)).toList();
  }

  /// The parts such that the match at `deltaIndex` comes first and reads what is new, and those
  /// written before it read what is older.
  List<Planner.Ranged> delta(int deltaIndex, Placement placement) {
    List<Planner.Ranged> ranged = new ArrayList<>();
    ranged.add(ranged(matches.get(deltaIndex), RowRange.DELTA, placement));
    int matchIndex = 0;
    for (BodyPart part : parts) {
      if (!(part instanceof BodyPart.Match)) {
        ranged.add(ranged(part, RowRange.ALL, placement));
      } else {
        if (matchIndex != deltaIndex) {
          RowRange range = matchIndex < deltaIndex ? RowRange.OLD : RowRange.ALL;
          ranged.add(ranged(part, range, placement));
        }
        matchIndex++;
      }
    }
    return ranged;
  }

  /// As [#delta], with the one match of `owned` next, which reads all facts.
  List<Planner.Ranged> shared(int deltaIndex, Atom owned, Placement placement) {
    List<Planner.Ranged> ranged = new ArrayList<>(delta(deltaIndex, placement));
    var next = new BodyPart.Match(owned);
    ranged.removeIf(each -> each.part().equals(next));
    ranged.add(1, ranged(next, RowRange.ALL, placement));
    return ranged;
  }

  private Planner.Ranged ranged(BodyPart part, RowRange range, Placement placement) {
    return new Planner.Ranged(part, range, isDecider(part, placement));
  }

  /// Whether the owner of what this part matches counts the instance: where all that is matched is
  /// mirrored, every worker finds every instance, and the first match as written decides.
  private boolean isDecider(BodyPart part, Placement placement) {
    return placement.isSpread()
        && !matches.isEmpty()
        && part.equals(matches.getFirst())
        && matches.stream().allMatch(match -> placement.isMirrored(match.atom()));
  }
}
