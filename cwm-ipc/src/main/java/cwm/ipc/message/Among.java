package cwm.ipc.message;

import cwm.rdf.term.Term;
import java.util.List;

/// The terms that a variable of an [IpcMessage.Query] may stand for. Variables in other places than
/// the subject's and the object's may stand for any.
public record Among(String variable, List<Term> terms) {
  public Among {
    terms = List.copyOf(terms);
  }
}
