"""What every BERT-like model here shares: files and hashes, tokenizer, batches, and the graph that OpenVINO runs."""
