from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_carried_by_hand")]

    operations = [
        migrations.AddField(model_name="message", name="taken_at", field=models.DateTimeField(null=True)),
    ]
