"""What a student of One Neuron Up imports: data, training, metrics, plots and widgets; and what asks in tests."""
