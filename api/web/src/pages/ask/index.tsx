/** Ask a question and see the answer with its proof. */
export default function Ask() {
  return <h1>Ask your documents</h1>;
}
